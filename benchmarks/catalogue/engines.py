"""The same tokens in PostgreSQL, SQLite FTS5 and Tantivy, in one run.

Tantivy is installed for this alone, into VAR_DIR/bench-packages. The two others run in
the process, PostgreSQL behind its socket; each finds the best twenty.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.catalogue.questions import of_every_kind
from benchmarks.results import percentile

KINDS = ("one rare word", "one common word", "two words")
Find = Callable[[list[str]], object]


def compare(var_dir: Path) -> None:
    """Print milliseconds p50 / p95 a kind and engine, and the ratio to ours."""
    documents = _documents()
    finders: dict[str, Find] = {
        "PostgreSQL, capped": _postgresql(),
        "SQLite FTS5": _sqlite(documents),
        "Tantivy": _tantivy(documents, var_dir),
    }
    asked = of_every_kind()
    print("| kind | engine | p50 ms | p95 ms | p95 to ours |\n|---|---|---|---|---|")
    for kind in KINDS:
        queries = [_tokens(question["text"]) for question in asked[kind]]
        ours = 0.0
        for name, find in finders.items():
            times = [_milliseconds(find, query) for query in queries if query]
            most = percentile(times, 0.95)
            ours = ours or most
            middle = percentile(times, 0.5)
            print(
                f"| {kind} | {name} | {middle:.2f} | {most:.2f} | {most / ours:.2f} |"
            )


def _milliseconds(find: Find, query: list[str]) -> float:
    begun = time.perf_counter()
    find(query)
    return (time.perf_counter() - begun) * 1000


def _documents() -> list[tuple[int, str]]:
    """The finished lexemes of every edition, as our index holds them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT edition_id, array_to_string(tsvector_to_array(words), ' ') "
            "FROM catalogue_searchentry"
        )
        rows: list[tuple[int, str]] = cursor.fetchall()
    return [(pk, _plain(text)) for pk, text in rows]


def _plain(text: str) -> str:
    """Signs that the other engines' tokenisers would split at, as letters."""
    return text.replace("~", "ztwinz").replace(":", "zinz").replace("-", "zdashz")


def _tokens(text: str) -> list[str]:
    """The first lexeme of each word of a question, as the index holds it."""
    from catalogue.search.lexemes import Lexemes, words_of

    words, lexemes = words_of(text), Lexemes()
    lexemes.learn(plain=words)
    return [_plain(each[0]) for word in words if (each := lexemes.plain.get(word))]


def _postgresql() -> Find:
    from django.db import connection

    sql = """
        SELECT edition_id FROM (
            SELECT edition_id, prior, words FROM catalogue_searchentry
            WHERE words @@ %(query)s::tsquery LIMIT 2000) AS near
        ORDER BY ts_rank(words, %(query)s::tsquery) + 0.05 * prior / 10000 DESC LIMIT 20
    """

    def find(query: list[str]) -> object:
        text = " & ".join(f"'{each}'" for each in query)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"query": text})
            return cursor.fetchall()

    return find


def _sqlite(documents: list[tuple[int, str]]) -> Find:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE search USING fts5(text, tokenize='unicode61')")
    base.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", documents)
    sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search) LIMIT 20"

    def find(query: list[str]) -> object:
        return base.execute(sql, [" ".join(f'"{each}"' for each in query)]).fetchall()

    return find


def _tantivy(documents: list[tuple[int, str]], var_dir: Path) -> Find:
    tantivy = _installed(var_dir / "bench-packages")
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False, tokenizer_name="whitespace")
    schema.add_unsigned_field("pk", stored=True)
    index = tantivy.Index(schema.build())
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for pk, text in documents:
        writer.add_document(tantivy.Document(text=text, pk=pk))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(query: list[str]) -> object:
        terms = [
            (
                tantivy.Occur.Must,
                tantivy.Query.term_query(index.schema, "text", each),
            )
            for each in query
        ]
        return searcher.search(tantivy.Query.boolean_query(terms), 20).hits

    return find


def _installed(folder: Path) -> Any:
    if not (folder / "tantivy").exists():
        pip = [sys.executable, "-m", "pip", "install", "-qq"]
        subprocess.run([*pip, "--target", str(folder), "tantivy"], check=True)
    sys.path.insert(0, str(folder))
    import tantivy  # type: ignore[import-not-found, unused-ignore]

    return tantivy
