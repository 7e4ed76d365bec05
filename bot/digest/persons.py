"""Linked accounts counted once: what several accounts of one person did, as done by one of them."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import MemberRef, Record


def counted_once(record: Record) -> Record:
    """The record with one author for each person. A post still says by which account it was posted
    (`bot.domain.Post.account`), whose choice of how to be quoted holds for it.

    The account that stands for a person is the first by platform and id that has not withdrawn. Who chose what in an
    anonymous poll is nobody's: there each account counts.
    """
    if not record.persons:
        return record
    withdrawn = {ref for ref, member in record.members.items() if member.withdrawn}
    first: dict[str, MemberRef] = {}
    for member in sorted(record.persons.keys() - withdrawn):
        first.setdefault(record.persons[member], member)
    one = {member: first[person] for member, person in record.persons.items() if member not in withdrawn}
    return replace(
        record,
        posts=tuple(
            replace(post, author=one[post.author], posted_by=post.author) if post.author in one else post
            for post in record.posts
        ),
        reactions=tuple(replace(each, author=one.get(each.author, each.author)) for each in record.reactions),
        choices=tuple(replace(each, author=one.get(each.author, each.author)) for each in record.choices),
        persons={},
    )
