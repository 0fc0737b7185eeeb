"""How invoices are paid: providers with a QR code, and the bank's statement."""
