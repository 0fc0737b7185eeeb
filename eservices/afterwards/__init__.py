"""What comes after a certificate: reminders, confirmations, changed standards."""
