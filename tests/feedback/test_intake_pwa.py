"""Installable, and the form at hand without a network."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from mongol_standards.views_pwa import KEPT_FILES


def kept(client: Client) -> dict[str, Any]:
    """What the service worker is told to keep."""
    script = client.get("/service-worker.js").content.decode()
    found = re.search(r"\.\.\.(\{.*\}) \}, outbox\);", script)
    assert found
    told = json.loads(found[1])
    assert isinstance(told, dict)
    return told


def test_the_worker_rules_the_whole_site_and_is_asked_for_anew(client: Client) -> None:
    response = client.get("/service-worker.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies


def test_every_kept_file_exists() -> None:
    assert [name for name in KEPT_FILES if finders.find(name) is None] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_every_kept_page_opens_and_none_is_a_persons(client: Client) -> None:
    languages = kept(client)["languages"]
    assert languages["mn"]["pages"] == ["/", "/feedback/", "/offline/"]
    assert languages["en"]["pages"] == ["/en/", "/en/feedback/", "/en/offline/"]
    for language in languages.values():
        for page in language["pages"]:
            assert client.get(page).status_code == 200


def test_another_stylesheet_is_another_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/service-worker.js").content
    monkeypatch.setattr(
        "mongol_standards.views_pwa.static", lambda name: f"/static/new/{name}"
    )
    versions = [
        re.findall(rb'version: "(\w{12})"', script)
        for script in (before, client.get("/service-worker.js").content)
    ]
    assert versions[0] != versions[1]


def test_a_phone_can_install_it(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    manifest = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    sizes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} == sizes
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))
    urls = [shortcut["url"] for shortcut in manifest["shortcuts"]]
    assert urls == ["/feedback/", "/track/"]
