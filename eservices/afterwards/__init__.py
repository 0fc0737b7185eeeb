"""What comes after a certificate: reminders, yearly confirmations, changed standards."""
