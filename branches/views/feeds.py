"""Atom: the news of a unit, or of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from branches.branch import Text
from branches.markdown import plain, render
from branches.models import Page, PageKind, Revision
from branches.views.branch import unit_at
from catalogue.exports.characters import xml_safe
from catalogue.feeds import tag
from organisation.models import Unit

NEWEST = 30
SUMMARY = 300  # characters


@dataclass(frozen=True)
class Channel:
    """The news of one unit, or of all."""

    unit: Unit | None
    texts: tuple[Text, ...]


class NewsFeed(Feed):
    """News as Atom; without a unit, of every unit."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str = "") -> Channel:
        """The newest texts; 404 for a unit that is not there."""
        unit = unit_at(slug) if slug else None
        pages = Page.objects.live(timezone.now()).filter(kind=PageKind.NEWS)
        if unit is not None:
            pages = pages.filter(unit=unit)
        newest = list(pages.select_related("unit").order_by("-live_since")[:NEWEST])
        revisions = Revision.objects.in_bulk([page.live_id for page in newest])
        texts = tuple(Text(page, revisions[page.live_id]) for page in newest)
        return Channel(unit, texts)

    def title(self, obj: Channel) -> str:
        """Whose news."""
        whose = obj.unit.name if obj.unit else _("All units")
        return xml_safe(f"{whose} · {_('News')}")

    def link(self, obj: Channel) -> str:
        """The page that shows the same."""
        if obj.unit is None:
            return f"{settings.SITE_URL}{reverse('branches:index')}"
        path = reverse("branches:branch", args=[obj.unit.code])
        return f"{settings.SITE_URL}{path}"

    def feed_url(self, obj: Channel) -> str:
        """Where the feed itself is."""
        args = [obj.unit.code] if obj.unit else []
        name = "branches:feed" if obj.unit else "branches:feed_all"
        return f"{settings.SITE_URL}{reverse(name, args=args)}"

    def feed_guid(self, obj: Channel) -> str:
        """The name of the feed for ever."""
        return tag(f"news/{obj.unit.code if obj.unit else ''}")

    def author_name(self) -> str:
        """The agency."""
        return _("Agency for Standardization and Metrology")

    def items(self, obj: Channel) -> Iterable[Text]:
        """The newest first."""
        return obj.texts

    def item_title(self, item: Text) -> str:
        """Its title."""
        return xml_safe(item.revision.title)

    def item_description(self, item: Text) -> str:
        """Its text."""
        return xml_safe(str(render(item.revision.body)))

    def item_link(self, item: Text) -> str:
        """Its page."""
        args = [item.page.unit.code, item.page.slug]
        return f"{settings.SITE_URL}{reverse('branches:article', args=args)}"

    def item_guid(self, item: Text) -> str:
        """Its name for ever."""
        return tag(f"news/{item.page.unit.code}/{item.page.pk}")

    def item_pubdate(self, item: Text) -> object:
        """Since when it is shown."""
        return item.revision.go_live_at

    def item_updateddate(self, item: Text) -> object:
        """The same: every change is a new revision."""
        return item.revision.go_live_at


def summary(revision: Revision) -> str:
    """The first words of a text."""
    words = plain(revision.body)
    return words if len(words) <= SUMMARY else f"{words[:SUMMARY].rsplit(' ', 1)[0]}…"
