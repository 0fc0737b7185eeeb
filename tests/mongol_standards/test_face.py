"""The face: contrast, weight, the form pack, the clock, and no inline anything."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image

from casework.models import Phase

ROOT = Path(settings.BASE_DIR)
PORTAL_CSS = ROOT / "static/css/portal.css"
ADMIN_CSS = ROOT / "static/css/admin.css"

TEXT, EDGE = 4.5, 3.0
# (what is seen, the ground it stands on, the ratio WCAG 2.2 asks for)
PAIRS = [
    *[
        (ink, ground, TEXT)
        for ink in ("ink", "soft", "blue", "blue-deep", "red")
        for ground in ("paper", "card", "band")
    ],
    ("ink", "grey-ground", TEXT),
    ("soft", "grey-ground", TEXT),
    ("on-blue", "blue", TEXT),
    ("on-blue", "blue-deep", TEXT),
    ("on-red", "red", TEXT),
    ("card", "amber", TEXT),
    *[(f"{tone}", f"{tone}-ground", TEXT) for tone in ("green", "amber", "red")],
    *[("ink", f"{tone}-ground", TEXT) for tone in ("green", "amber", "red")],
    *[
        (edge, ground, EDGE)
        for edge in ("edge", "focus", "green", "amber")
        for ground in ("paper", "card")
    ],
    ("gold", "card", EDGE),
    ("blue", "rest", EDGE),
    ("red", "rest", EDGE),
]


def tokens(*, dark: bool) -> dict[str, str]:
    """The colours of portal.css by name, as `#rrggbb`."""
    blocks = re.findall(r":root \{(.*?)\}", PORTAL_CSS.read_text(), re.S)
    chosen = blocks[0] + (blocks[1] if dark else "")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", chosen))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def templates() -> Iterator[Path]:
    """Every template of ours."""
    return (ROOT / "templates").rglob("*.html")


def one_line(html: str) -> str:
    """The same HTML with runs of white space as one space."""
    return re.sub(r"\s+", " ", html)


class LeafletForm(forms.Form):
    """One field of every sort the pack draws."""

    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect
    )
    body = forms.CharField(
        label="Body", help_text="In your words.", max_length=500, widget=forms.Textarea
    )
    phone = forms.CharField(label="Phone", required=False)
    agree = forms.BooleanField(label="I agree", help_text="For the answer only.")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The msgids themselves, whatever the catalogue says today."""
    with translation.override("en"):
        yield


@pytest.fixture
def refused() -> LeafletForm:
    """A form sent in empty."""
    form = LeafletForm({"phone": "99112233"})
    form.is_valid()
    return form


@pytest.mark.parametrize("dark", [False, True])
def test_every_pair_of_colours_is_legible(dark: bool) -> None:
    colours = tokens(dark=dark)
    weak = [
        f"{seen} on {ground}: {contrast(colours[seen], colours[ground]):.2f} < {least}"
        for seen, ground, least in PAIRS
        if contrast(colours[seen], colours[ground]) < least
    ]
    assert weak == []


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_colours_are_written_only_as_tokens() -> None:
    rules = re.sub(r":root \{.*?\}", "", PORTAL_CSS.read_text(), flags=re.S)
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(", rules) == []
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(", ADMIN_CSS.read_text()) == []


def test_the_stylesheet_and_the_module_stay_light() -> None:
    sheet = PORTAL_CSS.read_bytes()
    module = (ROOT / "static/js/portal.js").read_bytes()
    assert len(sheet) <= 60_000
    assert len(brotli.compress(sheet)) <= 12_000
    assert len(brotli.compress(module)) <= 2_000


def test_stylesheets_fetch_only_files_of_ours() -> None:
    for sheet in (PORTAL_CSS, ADMIN_CSS):
        for address in re.findall(r'url\("?([^")]+)', sheet.read_text()):
            assert (sheet.parent / address).resolve().is_file()


def test_every_state_a_citizen_sees_has_its_badge() -> None:
    drawn = set(re.findall(r"\.state-(\w+)", PORTAL_CSS.read_text()))
    # Received is the badge's plain form.
    assert drawn | {Phase.RECEIVED.value} == set(Phase.values)


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    inline = re.compile(
        r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)"
    )
    guilty = [path.name for path in templates() if inline.search(path.read_text())]
    assert guilty == []


def test_templates_never_switch_escaping_off() -> None:
    unsafe = re.compile(r"\|\s*safe\b|autoescape off")
    guilty = [path.name for path in templates() if unsafe.search(path.read_text())]
    assert guilty == []


def test_a_text_field_ties_its_label_hint_and_error(refused: LeafletForm) -> None:
    html = one_line(render_to_string("portal/field.html", _drawing(refused["body"])))
    assert '<label for="id_body" id="id_body_label">Body </label>' in html
    assert '<p class="hint" id="id_body_helptext">In your words.</p>' in html
    assert 'aria-describedby="id_body_helptext id_body_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="field-error" id="id_body_error">' in html


def test_an_optional_field_says_so_and_a_required_one_does_not(
    refused: LeafletForm,
) -> None:
    optional = render_to_string("portal/field.html", _drawing(refused["phone"]))
    required = render_to_string("portal/field.html", _drawing(refused["body"]))
    assert optional.count("(optional)") == 1
    assert required.count("(optional)") == 0


def test_choices_stand_in_a_fieldset_with_their_error(refused: LeafletForm) -> None:
    html = one_line(render_to_string("portal/field.html", _drawing(refused["kind"])))
    assert html.startswith(
        '<fieldset id="div_id_kind" class="choice-field invalid"'
        ' aria-describedby="id_kind_error"> <legend>Kind </legend>'
    )
    assert html.count('<div class="choice"><input type="radio"') == 2
    assert html.count("<label for=") == 2


def test_a_check_box_keeps_its_hint_outside_the_label(refused: LeafletForm) -> None:
    html = render_to_string("portal/field.html", _drawing(refused["agree"]))
    assert '<label for="id_agree">I agree</label><small id="id_agree_helptext">' in html


def test_each_link_of_the_error_summary_finds_its_field(refused: LeafletForm) -> None:
    html = render_to_string("portal/uni_form.html", _drawing(None, form=refused))
    targets = re.findall(r'<a href="#([^"]+)">', html)
    assert targets == ["id_kind_0", "id_body", "id_agree"]
    assert [html.count(f'id="{target}"') for target in targets] == [1, 1, 1]
    assert html.count('role="alert" tabindex="-1" data-focus') == 1


def test_a_form_without_faults_has_no_summary() -> None:
    html = render_to_string("portal/uni_form.html", _drawing(None, form=LeafletForm()))
    assert "error-summary" not in html
    assert "aria-invalid" not in html


def test_what_was_typed_is_escaped() -> None:
    form = LeafletForm({"phone": '"><script>alert(1)</script>'})
    html = render_to_string("portal/uni_form.html", _drawing(None, form=form))
    assert "<script" not in html


def test_the_crispy_tag_draws_a_whole_form(refused: LeafletForm) -> None:
    from crispy_forms.helper import FormHelper
    from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Submit
    from crispy_forms.utils import render_crispy_form

    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("What", "kind", "body"), ButtonHolder(Submit("go", "Send"))
    )
    html = one_line(
        render_crispy_form(refused, helper, context={"csrf_token": "secret"})
    )
    assert html.startswith('<form method="post" novalidate>')
    assert html.count('value="secret"') == 1
    assert '<fieldset class="group"> <legend>What</legend>' in html
    assert '<button type="submit" id="submit-id-go" class="button' in html
    assert "btn" not in html


def test_the_clock_places_its_words_by_share_of_the_ruler() -> None:
    html = render_to_string("components/ruler_clock.html", {"clock": _clock()})
    assert '<text class="now" x="046.7%" y="14" text-anchor="middle">' in html
    assert '<text x="100.0%" y="72" text-anchor="end">12.09</text>' in html
    assert '<path class="elapsed" d="M0 10h467"/>' in html
    assert "16 days left." in html
    assert "is-late" not in html


def test_a_late_clock_says_so_in_words_and_shape() -> None:
    clock = _clock(
        is_late=True,
        days_left=0,
        days_late=3,
        due_at=909,
        today_at=1000,
        segments=[SimpleNamespace(kind="late", at=909, width=91)],
        legend=["late"],
    )
    html = render_to_string("components/ruler_clock.html", {"clock": clock})
    assert '<figure class="ruler-clock is-late">' in html
    assert '<li class="late">over the deadline</li>' in html
    assert "3 days late." in html


def test_the_pages_of_faults_need_nothing() -> None:
    for name in ("400.html", "500.html"):
        html = render_to_string(name)
        for address in re.findall(r'href="/static/([^"]+)"', html):
            assert (ROOT / "static" / address).is_file()
        assert 'href="tel:18002525"' in html


def test_the_script_and_the_icons_are_small_and_square() -> None:
    folder = ROOT / "static/img"
    assert (folder / "agency-script.svg").stat().st_size <= 12_000
    for name, side in [
        ("icon-192.png", 192),
        ("icon-512.png", 512),
        ("icon-maskable-512.png", 512),
        ("apple-touch-icon.png", 180),
    ]:
        with Image.open(folder / name) as icon:
            assert icon.size == (side, side)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_page_fits_its_screen(
    live_server: Any, open_page: Callable[..., Any], width: int, dark: bool
) -> None:
    page = open_page(width=width, dark=dark)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(live_server.url)

    script = page.locator(".site-header .agency-script").bounding_box()
    ruler = page.locator(".ruler-edge").bounding_box()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert script["y"] + script["height"] <= ruler["y"]
    assert refused == []


def test_every_target_of_the_first_page_is_wide_enough_for_a_thumb(
    live_server: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(width=360, js=False)
    page.goto(live_server.url)
    small = page.locator(".site-nav a, .site-footer a").evaluate_all(
        "all => all.filter(a => a.getBoundingClientRect().height < 44)"
        ".map(a => a.textContent)"
    )
    assert small == []


def _drawing(field: object, **more: Any) -> dict[str, Any]:
    """The context crispy gives to the pack."""
    return {
        "field": field,
        "field_template": "portal/field.html",
        "form_show_errors": True,
        "form_show_labels": True,
        **more,
    }


def _clock(**changes: Any) -> SimpleNamespace:
    """Day 14 of 30, as docs/face.md describes a ClockView."""
    return SimpleNamespace(**{
        "start": date(2026, 11, 9), "due": date(2026, 12, 9),
        "day_number": 14, "days_left": 16, "days_late": 0,
        "is_late": False, "is_done": False,
        "today_at": 467, "today_anchor": "middle",
        "due_at": 1000, "due_anchor": "end", "shows_start": True,
        "scale": "M0 18H1000M0 18v6M0 18v13",
        "segments": [SimpleNamespace(kind="elapsed", at=0, width=467)], "legend": (),
        **changes,
    })  # fmt: skip
