"""Staff sign-in: no public sign-up, no password by mail."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from organisation.client_address import client_address


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the trusted proxies report it."""
        return client_address(request)
