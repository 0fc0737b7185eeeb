"""How cards and lists of editions print what the database keeps."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from catalogue.checking import Checked
from catalogue.dates import shown
from catalogue.models import Edition

register = template.Library()

register.filter("day", shown)


@register.filter
def explained(checked: Checked) -> SafeString:
    """The sentence on a checked line; the edition it names leads to its page."""
    named = checked.replacement or checked.found
    before, code, after = checked.sentence.rpartition(str(named))
    if not isinstance(named, Edition) or not code:
        return conditional_escape(checked.sentence)
    url = named.get_absolute_url()
    return format_html('{}<a href="{}">{}</a>{}', before, url, code, after)
