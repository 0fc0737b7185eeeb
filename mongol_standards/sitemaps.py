"""The sitemap: every public page in both languages."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class Pages(Sitemap[str]):
    """Pages that stand for themselves."""

    i18n = True
    alternates = True
    x_default = True
    changefreq = "weekly"

    def items(self) -> list[str]:
        """Names of URLs."""
        return ["home", "feedback:form", "statistics", "open_data"]

    def location(self, item: str) -> str:
        """The address of one page."""
        return reverse(item)


SITEMAPS = {"pages": Pages}
