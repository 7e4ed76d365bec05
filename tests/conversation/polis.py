"""A small Polis export to break, and a count of a real one by other means than the program's."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

COMMENTS = """\
timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500282615559,Mon Jul 17 16:10:15 WIB 2017,1,0,9,9,1,"More trams, fewer cars."
1500282544716,Mon Jul 17 16:09:04 WIB 2017,0,7,9,9,0,"A bench
in every street"
1500282999999,Mon Jul 17 16:16:39 WIB 2017,2,7,9,9,-1,Buy my lamps
"""
VOTES = """\
participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2
0,1,1,3,9,9,1,0,1
7,0,2,2,9,9,,-1,
12,,0,1,9,9,-1,,1
"""
SUMMARY = 'topic,Streets for people\nurl,https://pol.is/example\nconversation-description,"Ours,\nand yours"\n'


def write_export(folder: Path, **files: str | bytes | None) -> Path:
    """That export in a folder, with some of its files (``comments``, ``votes``, ``summary``) otherwise or absent."""
    contents: dict[str, str | bytes | None] = {"comments": COMMENTS, "votes": VOTES, "summary": SUMMARY, **files}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        if content is not None:
            raw = content.encode() if isinstance(content, str) else content
            (folder / ("participants-votes.csv" if name == "votes" else f"{name}.csv")).write_bytes(raw)
    return folder


@dataclass(frozen=True)
class Counted:
    """What an export holds, counted by the csv module."""

    texts: dict[str, str]
    authors: dict[str, str]
    votes: dict[tuple[str, str], str]
    topic: str

    def reactions(self, posts: Iterable[str] | None = None) -> int:
        """The votes on those comments but for their authors' own."""
        wanted = set(self.texts if posts is None else posts)
        return sum(1 for voter, post in self.votes if post in wanted and self.authors[post] != voter)

    def on(self, post: str, vote: str) -> int:
        """How many others cast that vote on a comment."""
        others = {voter: cast for (voter, on), cast in self.votes.items() if on == post and voter != self.authors[post]}
        return list(others.values()).count(vote)


def counted(folder: Path) -> Counted:
    """Count an export."""

    def read(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    comments = [one for one in read("comments.csv") if one["moderated"] != "-1"]
    matrix = read("participants-votes.csv")
    texts = {one["comment-id"]: one["comment-body"] for one in comments}
    votes = {
        (row["participant"], comment): row[comment]
        for row in matrix
        for comment in texts
        if row.get(comment) in ("1", "-1")
    }
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as file:
        summary = {row[0]: row[1] for row in csv.reader(file)}
    return Counted(texts, {one["comment-id"]: one["author-id"] for one in comments}, votes, summary["topic"])
