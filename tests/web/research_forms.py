"""Right and wrong forms for every address at which an ERB writes what its research found."""

from typing import Any

from tests import builders

DAY = "2026-11-02"
COLLEGE = builders.ukprn(1)
NEEDED = "this is needed."
EMPTY = "this may not be empty."
UNKNOWN = "this field is not known here; take it out or look at its spelling."
HEARD = {"kind": "other", "invited": 1}

# What is right for each address: {…} is filled with an id of the scene.
RIGHT: dict[str, dict[str, Any]] = {
    "PUT /evidence/{evidence_id}": {"title": "Census", "source": "ONS", "as_of": 1},
    "PUT /needs/{need_id}": {"occupation": "Pipe welders", "level": 4, "as_of": 1},
    "PUT /priorities/{code}": {"title": "Metalwork", "kind": "system", "as_of": 1},
    "POST /findings": {"says": "Too few.", "rests_on": ["{evidence_id}"], "needs": ["{need_id}"]},
    "PUT /findings/{finding_id}": {"says": "Many too few.", "rests_on": ["{evidence_id}"], "as_of": 1},
    "POST /barriers": {"title": "Pay", "kind": "funding", "side": "supply", "remover": COLLEGE},
    "PUT /barriers/{barrier_id}": {"title": "Pay", "kind": "other", "side": "demand", "national": True},
    "POST /barriers/{barrier_id}/asks": {"asked": "Bursaries?", "on": DAY, "whom": "The department"},
    "POST /barrier-asks/{ask_id}/answer": {"answer": "Not yet.", "on": DAY},
    "POST /engagements": {
        "kind": "visit",
        "on": DAY,
        "title": "A yard",
        "heard": [HEARD],
    },
    "PUT /engagements/{engagement_id}": {"kind": "visit", "on": DAY, "title": "Two yards", "as_of": 1},
    "PUT /considerations/{consideration_id}": {"test": "environment", "text": "Paper 8.", "as_of": 1},
    "POST /mistakes": {"what": "action", "key": "A2", "reason": "Typed twice."},
}
NO_DAY = "write a day of the calendar, such as 2026-11-30."
WRONG: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "PUT /evidence/{evidence_id}",
        {"title": "x", "source": "", "extra": 1},
        [f"source: {EMPTY}", f"extra: {UNKNOWN}"],
    ),
    (
        "PUT /evidence/{evidence_id}",
        {"title": "x", "source": "y", "geography_area": "tees-valley"},
        ["geography_on: say the day on which it was collected; the boundaries of that day are meant."],
    ),
    (
        "PUT /needs/{need_id}",
        {"occupation": "x", "level": 9},
        ["level: 9 is not a level; write 0 (entry) to 8."],
    ),
    (
        "PUT /needs/{need_id}",
        {"occupation": "x", "as_of": 7},
        ["as_of: need is at 1; read it again and send that."],
    ),
    (
        "PUT /priorities/{code}",
        {"title": "x", "kind": "sector", "needs": ["none"]},
        ["needs.0: “none” is not a skills need of this plan."],
    ),
    ("POST /findings", {"rests_on": []}, [f"says: {NEEDED}"]),
    (
        "POST /findings",
        {"says": "x", "rests_on": ["none"], "contradicted_by": ["none"]},
        [
            "rests_on.0: “none” is not a piece of evidence of this plan.",
            "contradicted_by.0: “none” is not a piece of evidence of this plan.",
            "contradicted_by.0: the finding rests on this evidence; it cannot say otherwise as well.",
            "used_because: some evidence says otherwise; write which is used, and why.",
        ],
    ),
    (
        "PUT /findings/{finding_id}",
        {"says": "x", "rests_on": []},
        ["rests_on: name the evidence that says so, by its id."],
    ),
    (
        "POST /barriers",
        {"title": "x", "kind": "other", "side": "supply", "remover": "0" * 32},
        [f"remover: “{'0' * 32}” is not an organisation of this area; record it there first."],
    ),
    ("PUT /barriers/{barrier_id}", {"title": "", "kind": "other", "side": "supply"}, [f"title: {EMPTY}"]),
    (
        "POST /barriers/{barrier_id}/asks",
        {"asked": "x", "on": "2026-11-03"},
        [
            "whom: say who was asked, in words or as an organisation.",
            "on: what was asked cannot lie in the future.",
        ],
    ),
    ("POST /barrier-asks/{ask_id}/answer", {"answer": "x", "on": "2026-2-1"}, [f"on: {NO_DAY}"]),
    (
        "POST /engagements",
        {
            "kind": "meeting",
            "on": DAY,
            "title": "x",
            "heard": [{"kind": "employer", "district": "E99", "took_part": 1, "organisation": "19990002"}],
        },
        [
            "heard.0.organisation: UKPRN 19990002 is set aside for the invented providers of the "
            "demonstration; it belongs to no provider.",
            "heard.0.district: 'E99' is not the name or code of a district in England.",
        ],
    ),
    (
        "PUT /engagements/{engagement_id}",
        {"kind": "visit", "on": "2026-11-03", "title": "x", "sent": 4, "as_of": 1},
        [
            "on: record it once it has taken place; this day lies in the future.",
            "sent: only a wave of a survey has this.",
        ],
    ),
    (
        "PUT /considerations/{consideration_id}",
        {"test": "environment", "text": "Paper 9.", "as_of": 7},
        ["as_of: consideration is at 1; read it again and send that."],
    ),
    ("POST /mistakes", {"what": "action", "key": "A2", "reason": " "}, [f"reason: {EMPTY}"]),
]
