"""Who comes in at each address of the API: the table that `test_every_route` holds every address to.

In the order of KEYED. "in": let in, whatever is then said of an empty form; 403 is told why, to 404
nothing is there.
"""

NOBODY, REVOKED, OTHER_ERB, OTHER_PROVIDER = "nobody", "revoked", "another ERB", "another plan's provider"
PROVIDER, ERB, BOARD, AUTHORITY, DEPARTMENT = "provider", "ERB", "board member", "authority", "department"
KEYED = (OTHER_ERB, OTHER_PROVIDER, PROVIDER, ERB, BOARD, AUTHORITY, DEPARTMENT)

# Lists of what is one's own, which may be empty, and the guidance itself.
EVERYBODY = "in in in in in in in"
# The plan's team and its providers, each what is theirs.
PARTIES = "404 404 in in 404 404 404"
# The plan's team; a provider of the plan is told that it is not for it.
TEAM = "404 404 403 in 404 404 404"
# A party to a consultation; the team has another address for it.
PARTY = "404 404 in 404 404 404 404"
# No draft waits in this world.
NO_DRAFT = "404 404 404 404 404 404 404"
# The same places, but for a person with a key of their own: an organisation's key is told so.
A_PERSON = "404 404 403 403 404 404 404"
# A provider of the plan about itself; the team is told that it is not for it.
PROVIDERS = "404 404 in 403 404 404 404"
# What is named is another plan's: to the team it is not there either.
OTHERS = "404 404 403 404 404 404 404"
# The body of the area; to a provider an area is not there.
AREA = "404 404 404 in 404 404 404"
# What was released to the department: its team and the department.
RELEASED = "404 404 404 in 404 404 in"
# A signature: who is asked, and the team that asked.
ASKED = "404 404 404 in in 404 404"
# The signature itself: who is asked; the team is told that it is not for it.
SIGNED = "404 404 404 403 in 404 404"

# An administrator of the area; the body's own key is told so.
ADMINISTRATOR = "404 404 404 403 404 404 404"
# A person about themselves: an organisation's key is told so.
ONESELF = "403 403 403 403 in 403 403"

# Somebody of a team, with a key of their own; here nobody has one, and the board member runs no plan.
TEAMS_PERSON = "403 403 403 403 404 403 403"

EXPECTED: dict[str, str] = {
    **dict.fromkeys(
        (
            "POST workbooks",
            "GET workbooks/{workbook_id}",
            "POST workbooks/{workbook_id}/answers",
            "POST workbooks/{workbook_id}/take-over",
        ),
        TEAMS_PERSON,
    ),
    "POST plans/{plan_id}/deadlines/{deadline_id}/remind": A_PERSON,
    "POST looked": "403 403 403 403 in 403 403",
    **dict.fromkeys(("GET you", "POST you/correction"), ONESELF),
    **dict.fromkeys(
        ("POST areas/{area_id}/channel-test", "POST areas/{area_id}/set-aside/{event_id}/retry"),
        ADMINISTRATOR,
    ),
    **dict.fromkeys(
        (
            "GET areas/{area_id}/people/{person_id}",
            "POST areas/{area_id}/people/{person_id}/erase",
            "POST areas/{area_id}/people/{person_id}/came-back",
            "POST areas/{area_id}/people/{person_id}/address-right",
            "GET areas/{area_id}/corrections",
            "POST areas/{area_id}/corrections/{correction_id}/answer",
            "GET areas/{area_id}/retention",
            "POST areas/{area_id}/retention",
        ),
        "404 404 404 in 404 404 404",
    ),
    **dict.fromkeys(
        (
            "GET plans",
            "GET rulebooks",
            "GET workbooks/template.xlsx",
            "GET rulebooks/{edition}",
            "GET barriers/national",
            "GET drafts",
            "GET areas",
            "GET releases",
            "GET sign-offs",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "GET plans/{plan_id}",
            "POST requests/{request_id}/responses",
            "GET plans/{plan_id}/deadlines",
            "GET plans/{plan_id}/actions",
            "GET plans/{plan_id}/consultations",
            "GET plans/{plan_id}/consultations/{round_id}/file",
            "POST plans/{plan_id}/files",
            "GET plans/{plan_id}/files/{file_id}",
            "GET plans/{plan_id}/requests/{request_id}",
            "POST plans/{plan_id}/questions/{question_id}/reply",
            "GET plans/{plan_id}/duties",
            "GET plans/{plan_id}/validity",
        ),
        PARTIES,
    ),
    **dict.fromkeys(
        (
            "GET plans/{plan_id}/events",
            "GET plans/{plan_id}/authorities",
            "GET plans/{plan_id}/before",
            "POST plans/{plan_id}/providers",
            "POST plans/{plan_id}/providers/chosen",
            "POST plans/{plan_id}/considerations",
            "POST plans/{plan_id}/evidence",
            "POST plans/{plan_id}/needs",
            "POST plans/{plan_id}/priorities",
            "POST plans/{plan_id}/actions",
            "PUT plans/{plan_id}/actions/{code}",
            "POST plans/{plan_id}/actions/{code}/commitments",
            "POST plans/{plan_id}/actions/{code}/progress",
            "PUT plans/{plan_id}/evidence/{evidence_id}",
            "PUT plans/{plan_id}/needs/{need_id}",
            "PUT plans/{plan_id}/priorities/{code}",
            "POST plans/{plan_id}/findings",
            "PUT plans/{plan_id}/findings/{finding_id}",
            "POST plans/{plan_id}/barriers",
            "PUT plans/{plan_id}/barriers/{barrier_id}",
            "POST plans/{plan_id}/barriers/{barrier_id}/asks",
            "POST plans/{plan_id}/barrier-asks/{ask_id}/answer",
            "POST plans/{plan_id}/engagements",
            "PUT plans/{plan_id}/engagements/{engagement_id}",
            "PUT plans/{plan_id}/considerations/{consideration_id}",
            "GET plans/{plan_id}/considerations",
            "POST plans/{plan_id}/mistakes",
            "GET plans/{plan_id}/evidence",
            "GET plans/{plan_id}/needs",
            "GET plans/{plan_id}/priorities",
            "GET plans/{plan_id}/findings",
            "GET plans/{plan_id}/barriers",
            "GET plans/{plan_id}/engagements",
            "GET plans/{plan_id}/engagement-summary",
            "GET plans/{plan_id}/mistakes",
            "POST plans/{plan_id}/consultations",
            "POST plans/{plan_id}/consultations/{round_id}/comments",
            "POST plans/{plan_id}/consultations/{round_id}/close",
            "POST plans/{plan_id}/comments/{comment_id}/answer",
            "POST plans/{plan_id}/requests",
            "POST plans/{plan_id}/requests/{request_id}/withdraw",
            "POST plans/{plan_id}/deadlines/{deadline_id}/move",
            "POST plans/{plan_id}/deadlines/{deadline_id}/hold",
            "POST plans/{plan_id}/requests/several",
            "POST plans/{plan_id}/requests/preview",
            "POST plans/{plan_id}/deadlines/{deadline_id}/suspend",
            "POST plans/{plan_id}/deadlines/{deadline_id}/resume",
            "POST plans/{plan_id}/authorities/{answer_id}",
            "POST plans/{plan_id}/documents",
            "POST plans/{plan_id}/conditions/{key}/raise",
            "POST plans/{plan_id}/conditions/{key}/accept",
            "POST plans/{plan_id}/page-count",
            "GET plans/{plan_id}/messages-ahead",
            "POST plans/{plan_id}/reminders/start",
            "POST plans/{plan_id}/requests/{request_id}/contacts",
            "POST plans/{plan_id}/responses/{response_id}/questions",
            "POST plans/{plan_id}/questions/{question_id}/withdraw",
            "POST plans/{plan_id}/responses/{response_id}/accept",
            "POST plans/{plan_id}/confirmation",
            "GET plans/{plan_id}/duties/export",
            "POST plans/{plan_id}/duties",
            "GET plans/{plan_id}/reports",
            "GET plans/{plan_id}/progress-words",
            "POST plans/{plan_id}/progress-words",
            "POST plans/{plan_id}/actions/{code}/progress-words",
            "GET plans/{plan_id}/sharing",
            "POST plans/{plan_id}/sharing",
            "POST plans/{plan_id}/submissions",
            "GET plans/{plan_id}/submissions",
            "POST plans/{plan_id}/feedback",
            "GET plans/{plan_id}/feedback",
            "POST plans/{plan_id}/feedback-points/{point_id}/answer",
            "POST plans/{plan_id}/releases",
            "POST plans/{plan_id}/releases/{release_id}/end",
            "GET plans/{plan_id}/releases",
            "POST plans/{plan_id}/sign-offs",
            "GET plans/{plan_id}/sign-offs",
            "POST plans/{plan_id}/decisions",
            "POST plans/{plan_id}/decisions/{sign_off_id}/question",
            "POST plans/{plan_id}/sign-offs/{sign_off_id}/stands",
            "POST plans/{plan_id}/authorities",
            "POST plans/{plan_id}/authorities/take-in",
            "POST plans/{plan_id}/authorities/{answer_id}/ask",
            "POST plans/{plan_id}/authorities/{answer_id}/end",
            "GET plans/{plan_id}/section-comments",
            "POST plans/{plan_id}/section-comments/{section_comment_id}/answer",
            "GET plans/{plan_id}/meetings",
            "POST plans/{plan_id}/meetings",
            "POST plans/{plan_id}/meetings/{meeting_id}/declarations",
            "GET plans/{plan_id}/conflicts",
            "POST plans/{plan_id}/conflicts",
            "POST plans/{plan_id}/conflicts/{notice_id}/told",
            "POST plans/{plan_id}/replaces",
            "GET plans/{plan_id}/carry-over",
            "POST plans/{plan_id}/carry-over",
            "POST plans/{plan_id}/carry-over/{part_id}/decline",
            "POST plans/{plan_id}/handover",
            "POST plans/{plan_id}/providers/{ukprn}/remove",
            "POST plans/{plan_id}/adoption/undo",
            "POST plans/{plan_id}/providers/{ukprn}/succeeded",
        ),
        TEAM,
    ),
    **dict.fromkeys(
        ("POST plans/{plan_id}/consultations/{round_id}/own-comments",),
        PARTY,
    ),
    **dict.fromkeys(
        (
            "POST drafts/{draft_id}/send",
            "POST drafts/{draft_id}/discard",
        ),
        NO_DRAFT,
    ),
    **dict.fromkeys(
        (
            "POST plans/{plan_id}/responses/{response_id}/confirm",
            "POST plans/{plan_id}/decisions/{sign_off_id}/check",
        ),
        A_PERSON,
    ),
    **dict.fromkeys(
        (
            "POST plans/{plan_id}/duties/seen",
            "POST plans/{plan_id}/duties/{act_id}/account",
            "POST plans/{plan_id}/positions",
        ),
        PROVIDERS,
    ),
    **dict.fromkeys(
        (
            "GET plans/{plan_id}/reports/{report_id}",
            "POST plans/{plan_id}/reports/{report_id}/hand-over",
            "POST plans/{plan_id}/carry-over/{part_id}/accept",
        ),
        OTHERS,
    ),
    **dict.fromkeys(
        (
            "GET areas/{area_id}",
            "GET areas/{area_id}/deadlines",
            "POST areas/{area_id}/plans",
            "POST areas/{area_id}/terms",
            "POST areas/{area_id}/terms/{terms_id}/object",
            "POST areas/{area_id}/deadlines/{date_id}/move",
            "POST areas/{area_id}/deadlines/{date_id}/suspend",
            "POST areas/{area_id}/deadlines/{date_id}/resume",
            "POST areas/{area_id}/deadlines/{date_id}/hold",
            "POST areas/{area_id}/terms/{terms_id}/accept",
            "GET areas/{area_id}/organisations",
            "GET areas/{area_id}/people",
            "POST areas/{area_id}/organisations",
            "POST areas/{area_id}/people",
            "POST areas/{area_id}/people/{person_id}/correct",
            "POST areas/{area_id}/people/{person_id}/invitation",
            "POST areas/{area_id}/people/{person_id}/hand-over",
            "POST areas/{area_id}/organisations/{organisation_id}/correct",
            "GET areas/{area_id}/branding",
            "POST areas/{area_id}/branding",
            "POST areas/{area_id}/logo",
            "POST areas/{area_id}/logo/remove",
            "POST areas/{area_id}/roles",
            "POST areas/{area_id}/roles/{role_id}/end",
            "GET areas/{area_id}/interests",
            "POST areas/{area_id}/interests",
            "POST areas/{area_id}/interests/{interest_id}/end",
            "POST areas/{area_id}/interests-review",
            "GET areas/{area_id}/changes",
            "GET areas/{area_id}/districts",
        ),
        AREA,
    ),
    **dict.fromkeys(
        (
            "GET releases/{release_id}",
            "GET releases/{release_id}/content",
            "GET releases/{release_id}/comments",
            "GET releases/{release_id}/draft",
        ),
        RELEASED,
    ),
    **dict.fromkeys(
        ("GET sign-offs/{sign_off_id}",),
        ASKED,
    ),
    # Who signs something in the plan, and its team.
    "GET plans/{plan_id}/delegations": "404 404 403 in in 404 404",
    # An authority's own; no other that it reached says anything there.
    "POST releases/{release_id}/comments": "404 404 404 403 404 404 403",
    # Who signs, in person; the provider and the team's key are told so.
    "POST plans/{plan_id}/delegations": "404 404 403 403 in 404 404",
    "POST plans/{plan_id}/delegations/{delegation_id}/end": "404 404 403 403 404 404 404",
    **dict.fromkeys(
        (
            "POST sign-offs/{sign_off_id}/sign",
            "POST sign-offs/{sign_off_id}/decline",
        ),
        SIGNED,
    ),
}
