"""The desk of companies and citizens: /account/."""
