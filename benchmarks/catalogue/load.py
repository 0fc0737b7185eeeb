"""Result pages, codes and suggestions through gunicorn, as several people ask."""

from __future__ import annotations

import random
import threading
import time
import urllib.request
from urllib.parse import urlencode

from benchmarks.catalogue.questions import SEED, of_every_kind
from benchmarks.results import Result, percentile

REQUESTS = 800
PAGE_MS = 100  # the server's answer, research/engineering.md 3.1


def measure(port: int, size: str) -> list[Result]:
    """The p95 of a whole page with two clients, and requests a second with eight."""
    addresses = _addresses(port)
    _ask_all(addresses[:100], clients=2)  # warm
    _rate, times = _ask_all(addresses, clients=2)
    rate, crowded = _ask_all(addresses, clients=8)
    print(f"  {size} eight clients: p95 {percentile(crowded, 0.95):.0f} ms", flush=True)
    page = percentile(times, 0.95)
    return [
        Result(f"result page at {size}, two clients, p95", page, PAGE_MS, "ms"),
        Result(f"requests at {size}, eight clients", rate, 20, "/s", True),
    ]


def _addresses(port: int) -> list[str]:
    """Half words, a quarter codes, a quarter suggestions."""
    kinds, chance = of_every_kind(), random.Random(SEED)
    words = [*kinds["one common word"], *kinds["two words"], *kinds["one rare word"]]
    codes, begun = kinds["code, typed otherwise"], kinds["suggestion of a word"]
    base, addresses = f"http://127.0.0.1:{port}/standards/", []
    for at in range(REQUESTS):
        if at % 4 == 3:
            address = f"{base}suggest/?{urlencode({'q': chance.choice(begun)})}"
        else:
            asked = chance.choice(codes if at % 4 == 1 else words)
            address = f"{base}?{urlencode({'q': asked['text']})}"
        addresses.append(address)
    return addresses


def _ask_all(addresses: list[str], *, clients: int) -> tuple[float, list[float]]:
    """Requests a second, and the milliseconds of each."""
    times: list[list[float]] = [[] for _client in range(clients)]

    def ask(client: int) -> None:
        for address in addresses[client::clients]:
            begun = time.perf_counter()
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
                answer.read()
            times[client].append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=ask, args=[n]) for n in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [one for client in times for one in client]
    if len(done) != len(addresses):
        raise RuntimeError("a request failed")
    return len(done) / (time.perf_counter() - begun), done
