"""Atom: what is new and changed in a question, an ICS field, a committee, a standard.

A question and its feed have the same parameters. Ids are tag: URIs (RFC 4151), so that
they stay when the address of the portal changes its scheme or path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from catalogue.dates import shown
from catalogue.exports.characters import xml_safe
from catalogue.lookup import standard_at
from catalogue.models import Body, Committee, Edition
from catalogue.search import Question, editions

NEWEST = 50
_SINCE = 2026  # the year from which the name in our tags is ours


@dataclass(frozen=True)
class Channel:
    """What one feed is about."""

    title: str
    link: str  # the page that shows the same
    path: str  # of the feed itself
    tag: str
    editions: tuple[Edition, ...]


class _ChannelFeed(Feed):
    """A channel as Atom; what is told of an entry is escaped twice, as HTML in XML."""

    feed_type = Atom1Feed

    def title(self, obj: Channel) -> str:
        """The name of the feed."""
        return xml_safe(obj.title)

    def link(self, obj: Channel) -> str:
        """The page that shows the same."""
        return f"{settings.SITE_URL}{obj.link}"

    def feed_url(self, obj: Channel) -> str:
        """Where the feed itself is."""
        return f"{settings.SITE_URL}{obj.path}"

    def feed_guid(self, obj: Channel) -> str:
        """The name of the feed for ever."""
        return tag(obj.tag)

    def author_name(self) -> str:
        """The agency: Atom asks for an author of every entry, or of all."""
        return _("Agency for Standardization and Metrology")

    def items(self, obj: Channel) -> Iterable[Edition]:
        """The newest changes first."""
        return obj.editions

    def item_title(self, item: Any) -> str:
        """Designation and title."""
        return xml_safe(f"{item.code} — {item.title}" if item.title else item.code)

    def item_description(self, item: Any) -> str:
        """Status, publication and ICS in one line of HTML."""
        codes = ", ".join(f"ICS {ics.code}" for ics in item.ics.all())
        facts = [item.get_status_display(), shown(item.published), codes]
        return escape(xml_safe(" · ".join(filter(None, facts))))

    def item_link(self, item: Edition) -> str:
        """The page of the edition, in the language of the feed."""
        return f"{settings.SITE_URL}{item.get_absolute_url()}"

    def item_guid(self, item: Edition) -> str:
        """The name of the edition for ever."""
        return tag(f"standards/{item.slug}")

    def item_updateddate(self, item: Edition) -> datetime:
        """When it last changed."""
        return item.changed_at

    def item_categories(self, item: Edition) -> list[str]:
        """Its ICS codes."""
        return [ics.code for ics in item.ics.all()]


class QuestionFeed(_ChannelFeed):
    """Changes among the answers to a question; /standards/feed/?q=…&ics=…"""

    def get_object(self, request: HttpRequest) -> Channel:
        """The channel of the parameters; those that make no sense are passed over."""
        question = Question.read(request.GET).with_()
        query = question.query()
        suffix = f"?{query}" if query else ""
        return Channel(
            title=_named(question),
            link=reverse("catalogue:search") + suffix,
            path=reverse("catalogue:feed") + suffix,
            tag=f"standards/feed{suffix}",
            editions=_newest(editions(question).public()),
        )


class StandardFeed(_ChannelFeed):
    """Changes among the editions of one standard; /standards/<slug>/feed/"""

    def get_object(self, request: HttpRequest, slug: str) -> Channel:
        """The channel of the standard at an address, dated or not."""
        standard = standard_at(slug)
        if standard is None:
            raise Http404
        path = reverse("catalogue:standard_feed", args=[standard.slug])
        return Channel(
            title=standard.designation,
            link=standard.get_absolute_url(),
            path=path,
            tag=f"standards/{standard.slug}/feed",
            editions=_newest(Edition.objects.public().filter(standard=standard)),
        )


def tag(name: str) -> str:
    """A name of ours that no address change can take away."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{_SINCE}:{name}"


def _newest(found: Any) -> tuple[Edition, ...]:
    newest = found.order_by("-changed_at", "-pk").prefetch_related("ics")
    return tuple(newest[:NEWEST])


def _named(question: Question) -> str:
    """Standards: “ундны ус”, MNS, ICS 13.060."""
    bodies = Body.objects.filter(slug__in=question.bodies)
    committees = Committee.objects.filter(slug=question.committee)
    parts = [f"“{question.text}”"] if question.text else []
    parts += bodies.values_list("code", flat=True) if question.bodies else []
    parts += [f"ICS {question.ics}"] if question.ics else []
    parts += committees.values_list("code", flat=True) if question.committee else []
    name = _("New and changed standards")
    return f"{name}: {', '.join(parts)}" if parts else name
