"""Right and wrong forms for every address at which an ERB writes into its plan."""

from typing import Any

from tests import builders

DAY = "2026-11-02"
COLLEGE = builders.ukprn(1)

PAPER: dict[str, Any] = {"kind": "plan", "url": "https://n.example/a", "fingerprint": "0" * 64, "on": DAY}

# What is right for each address: {…} is filled with an id of the scene.
RIGHT: dict[str, tuple[dict[str, Any], int]] = {
    "/providers": ({"ukprn": COLLEGE, "reason": "It teaches here."}, 201),
    "/providers/chosen": ({"ukprns": [COLLEGE], "reason": "It teaches here."}, 201),
    "/considerations": ({"test": "environment", "text": "Paper 7."}, 201),
    "/evidence": ({"title": "Survey", "source": "Chamber"}, 201),
    "/needs": ({"occupation": "Welders"}, 201),
    "/priorities": ({"code": "P1", "title": "Metal", "kind": "sector"}, 201),
    "/actions": ({"code": "A3", "title": "A course"}, 201),
    "/actions/{code}": ({"title": "Another course"}, 200),
    "/actions/{code}/commitments": ({"organisation": "erb", "kind": "firm"}, 201),
    "/actions/{code}/progress": ({"no_progress_because": "It has not begun."}, 201),
    "/requests": ({"ukprn": COLLEGE, "title": "More", "text": "Tell us.", "due": "2026-12-01"}, 201),
    "/requests/{request_id}/withdraw": ({}, 201),
    "/deadlines/{deadline_id}/move": ({"due": "2026-12-01", "reason": "correction"}, 201),
    "/deadlines/{deadline_id}/suspend": ({"reason": "pre_election_period"}, 201),
    "/deadlines/{suspended_id}/resume": ({"due": "2026-12-01"}, 201),
    "/authorities/{answer_id}": ({"answer": "no_reply", "on": DAY}, 201),
    "/documents": (PAPER, 201),
    "/conditions/{key}/raise": ({}, 201),
    "/conditions/{key}/accept": ({"reason": "The chair is ill."}, 403),
    "/page-count": ({"pages": 30}, 201),
}

NEEDED = "this is needed."
UNKNOWN = "this field is not known here; take it out or look at its spelling."
EMPTY = "this may not be empty."
NO_DAY = "write a day of the calendar, such as 2026-11-30."
NO_YEAR = "1926 cannot be; write a year from 2000 to 2099."
NUL = "this has a control character that cannot be stored; take it out."
ODD_ACTION: dict[str, Any] = {"code": "A 1/", "title": "x\ny", "planned_for": 7, "for_providers": "yes"}
NO_URL = "url: write the whole address of a web page, beginning with https:// or http://."
WRONG: list[tuple[str, dict[str, Any], list[str]]] = [
    ("/providers", {}, [f"ukprn: {NEEDED}", f"reason: {NEEDED}"]),
    ("/providers/chosen", {}, [f"ukprns: {NEEDED}", f"reason: {NEEDED}"]),
    (
        "/providers",
        {"ukprn": "19999998", "reason": "Why"},
        [
            "ukprn: UKPRN 19999998 is not among the 2,824 providers held. Check it against the UK Register "
            "of Learning Providers: the list lacks most sixth-form colleges."
        ],
    ),
    (
        "/providers",
        {"ukprn": "10003010", "reason": "Why"},
        ["ukprn: this plan is an example, so only an invented provider can be part of it."],
    ),
    (
        "/considerations",
        {"test": "other", "text": " \n"},
        [
            "test: Input should be 'environment', 'authority_views', 'employer_views', 'other_evidence' or "
            "'provider_actions'.",
            f"text: {EMPTY}",
        ],
    ),
    ("/considerations", {"test": "environment", "text": "a\u0000b"}, [f"text: {NUL}"]),
    ("/evidence", {"title": "", "source": " "}, [f"title: {EMPTY}", f"source: {EMPTY}"]),
    (
        "/evidence",
        {"title": "x", "source": "y", "soc": "52"},
        [
            "soc: SOC code 52 (Skilled metal, electrical and electronic trades) is a wider group: give the "
            "four digits of a SOC 2020 unit group, such as 5211 (Sheet metal workers)."
        ],
    ),
    (
        "/needs",
        {"occupation": "Welders", "level": 9, "cluster_id": 999999, "sic": "00"},
        [
            "level: 9 is not a level; write 0 (entry) to 8.",
            "sic: SIC code 00 is not in the list of 381 sections, divisions and groups; the nearest is 01 "
            "(Crop and animal production, hunting and related service activities).",
            "cluster_id: Cluster 999999 is not in the list of 172 clusters.",
        ],
    ),
    ("/needs", {"occupation": "x" * 301}, ["occupation: write at most 300 characters."]),
    (
        "/priorities",
        {"code": "P1", "title": "Metal", "kind": "sector", "needs": ["none", "such"]},
        [
            "needs.0: “none” is not a skills need of this plan.",
            "needs.1: “such” is not a skills need of this plan.",
        ],
    ),
    (
        "/actions",
        ODD_ACTION,
        [
            "title: write this in one line.",
            f"planned_for: {NO_DAY}",
            "for_providers: Input should be a valid boolean.",
            "code: write letters, digits, dots and dashes only, such as A1 or P2.3.",
        ],
    ),
    (
        "/actions",
        {"code": "A1", "title": "x", "lead": builders.ukprn(7), "priority": "P9"},
        [
            f"lead: UKPRN {builders.ukprn(7)} is set aside for the invented providers of the demonstration; "
            "it belongs to no provider.",
            "priority: “P9” is not a priority of this plan.",
            "code: another action of this plan has the code “A1”; choose another.",
        ],
    ),
    ("/actions/{code}", {"planned_for": "2026-02-30"}, [f"title: {NEEDED}", f"planned_for: {NO_DAY}"]),
    (
        "/actions/{code}",
        {"title": "x", "code": "A2"},
        [f"code: {UNKNOWN}"],
    ),
    (
        "/actions/{code}/commitments",
        {"organisation": "10003010", "kind": "sought"},
        ["organisation: 10003010 is not a provider of this plan; add it first."],
    ),
    (
        "/actions/{code}/commitments",
        {"organisation": COLLEGE, "kind": "declined"},
        ["the body: a declined action needs an alternative, or the risk that it leaves."],
    ),
    (
        "/actions/{code}/progress",
        {},
        ["the body: write what is done, its impact or what remains, or why there is nothing yet."],
    ),
    (
        "/requests",
        {"ukprn": COLLEGE, "title": "x", "text": "y", "due": "2026-11-01"},
        ["due: the date has gone by already."],
    ),
    ("/requests/{request_id}/withdraw", {"why": "x"}, [f"why: {UNKNOWN}"]),
    ("/deadlines/{deadline_id}/move", {"due": "1926-11-01"}, [f"due: {NO_YEAR}", f"reason: {NEEDED}"]),
    (
        "/deadlines/{deadline_id}/suspend",
        {"reason": "tired"},
        [
            "reason: “tired” is not in the list: agreed_with_erb, correction, department_moved_it, "
            "pre_election_period, provider_capacity."
        ],
    ),
    (
        "/deadlines/{deadline_id}/resume",
        {"due": "2026-12-01"},
        ["date: “What you can offer” is open, so this cannot be done with it."],
    ),
    (
        "/authorities/{answer_id}",
        {"answer": "perhaps", "on": "today"},
        [
            "answer: write one of 'agreed', 'agreed_with_comments', 'not_agreed' or 'no_reply'.",
            f"on: {NO_DAY}",
        ],
    ),
    (
        "/authorities/{answer_id}",
        {"answer": "agreed", "on": "2026-11-03"},
        ["on: the answer cannot lie in the future."],
    ),
    (
        "/documents",
        {"kind": "plan", "url": "javascript:alert(1)", "fingerprint": "ab", "on": DAY},
        [NO_URL, "fingerprint: write the SHA-256 of the file: 64 characters, 0 to 9 and a to f."],
    ),
    ("/documents", PAPER | {"url": "https://me:secret@n.example/"}, [NO_URL]),
    (
        "/documents",
        PAPER | {"on": "2026-11-03"},
        ["on: the day of publication cannot lie in the future."],
    ),
    (
        "/conditions/evidence/raise",
        {},
        ["condition: “Employers' views and other evidence” is asked for already."],
    ),
    (
        "/conditions/nothing/raise",
        {},
        ["condition: “nothing” is not a condition of the edition 2025-joint-ownership."],
    ),
    ("/conditions/{key}/accept", {"reason": " "}, [f"reason: {EMPTY}"]),
    ("/page-count", {"pages": 0}, ["pages: Input should be greater than or equal to 1."]),
    ("/page-count", {"pages": "28"}, ["pages: Input should be a valid integer."]),
]
