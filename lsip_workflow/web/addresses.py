"""Every address: the routers of the API by what they are about, the pages, and those open to everybody."""

from fastapi.routing import APIRoute

from lsip_workflow.web.api import (
    adopting,
    answers,
    area_dates,
    areas,
    authorities,
    before,
    bodies,
    branding,
    conflicts,
    consultation,
    contacts,
    content,
    cycles,
    decisions,
    delegation,
    designations,
    duties,
    files,
    holding,
    interests,
    life,
    operations,
    personal,
    plans,
    progress_word,
    providers,
    reading,
    reminders,
    reports,
    research,
    research_reading,
    rulebooks,
    section_comments,
    sign_offs,
    workbooks,
)
from lsip_workflow.web.pages import about_you as about_you_pages
from lsip_workflow.web.pages import accounts as account_pages
from lsip_workflow.web.pages import adopting as adopting_pages
from lsip_workflow.web.pages import area_dates as area_dates_pages
from lsip_workflow.web.pages import asked as asked_pages
from lsip_workflow.web.pages import asked_about as asked_about_pages
from lsip_workflow.web.pages import asked_parts as asked_part_pages
from lsip_workflow.web.pages import authorities as authority_pages
from lsip_workflow.web.pages import board_page as board_pages
from lsip_workflow.web.pages import branding as branding_pages
from lsip_workflow.web.pages import consultation as consultation_pages
from lsip_workflow.web.pages import content as content_pages
from lsip_workflow.web.pages import cycles as cycles_pages
from lsip_workflow.web.pages import data_protection as data_protection_pages
from lsip_workflow.web.pages import dates as dates_pages
from lsip_workflow.web.pages import decisions as decision_pages
from lsip_workflow.web.pages import duties as duty_pages
from lsip_workflow.web.pages import first_days as first_days_pages
from lsip_workflow.web.pages import first_run as first_run_pages
from lsip_workflow.web.pages import inputs as inputs_pages
from lsip_workflow.web.pages import interests as interest_pages
from lsip_workflow.web.pages import messages as message_pages
from lsip_workflow.web.pages import monday as monday_pages
from lsip_workflow.web.pages import operations as operations_pages
from lsip_workflow.web.pages import people as people_pages
from lsip_workflow.web.pages import plan as plan_pages
from lsip_workflow.web.pages import plans as plans_pages
from lsip_workflow.web.pages import progress as progress_pages
from lsip_workflow.web.pages import providers as providers_pages
from lsip_workflow.web.pages import releases as release_pages
from lsip_workflow.web.pages import reports as reports_pages
from lsip_workflow.web.pages import requests as request_pages
from lsip_workflow.web.pages import research as research_pages
from lsip_workflow.web.pages import sign_in as sign_in_pages
from lsip_workflow.web.pages import sign_offs as sign_off_pages
from lsip_workflow.web.pages import statements as statement_pages
from lsip_workflow.web.pages import submission as submission_pages
from lsip_workflow.web.pages import you as your_pages

# The API, by what a router is about: what is not here is no address.
API = (
    (plans.router, "plans and answers"),
    (reading.router, "reading a plan"),
    (before.router, "reading a plan"),
    (rulebooks.router, "reading a plan"),
    (content.router, "writing a plan"),
    (research.router, "research"),
    (research_reading.router, "research"),
    (consultation.router, "consultations"),
    (decisions.router, "writing a plan"),
    (reminders.router, "messages"),
    (holding.router, "messages"),
    (files.router, "files"),
    (answers.router, "answers"),
    (duties.router, "duties without verdicts"),
    (reports.router, "progress reports"),
    (progress_word.router, "progress words and sharing"),
    (designations.router, "areas"),
    (area_dates.router, "areas"),
    (contacts.router, "areas"),
    (branding.router, "areas"),
    (personal.router, "people and their data"),
    (operations.router, "looking after it"),
    (life.router, "submission and releases"),
    (sign_offs.router, "deciding"),
    (bodies.router, "deciding"),
    (delegation.router, "deciding"),
    (section_comments.router, "submission and releases"),
    (authorities.router, "deciding"),
    (interests.router, "interests"),
    (conflicts.router, "interests"),
    (areas.router, "areas"),
    (cycles.router, "plans that follow one another"),
    (providers.router, "writing a plan"),
    (adopting.router, "writing a plan"),
    (workbooks.router, "taking a plan over"),
)

# The pages; whatever is not here is no page.
PAGES = (
    asked_pages.router,
    asked_about_pages.router,
    asked_part_pages.router,
    about_you_pages.router,
    duty_pages.router,
    inputs_pages.router,
    adopting_pages.router,
    first_days_pages.router,
    first_run_pages.router,
    people_pages.router,
    providers_pages.router,
    branding_pages.router,
    monday_pages.router,
    plans_pages.router,
    dates_pages.router,
    area_dates_pages.router,
    reports_pages.router,
    cycles_pages.router,
    progress_pages.router,
    plan_pages.router,
    content_pages.router,
    research_pages.router,
    consultation_pages.router,
    message_pages.router,
    request_pages.router,
    decision_pages.router,
    sign_off_pages.router,
    release_pages.router,
    interest_pages.router,
    authority_pages.router,
    submission_pages.router,
    board_pages.router,
    operations_pages.router,
    data_protection_pages.router,
    statement_pages.router,
    account_pages.router,  # before the links: /sign-in/account is no token
    sign_in_pages.router,
    your_pages.router,
)
PUBLIC = frozenset(
    {
        *("/health", "/sign-in", "/sign-in/{token}", "/sign-in/account", "/sign-in/account/back"),
        "/look-around",
        *("/accessibility", "/cookies", "/privacy", "/privacy/{erb_id}"),
        *("/public", "/public/{release_id}", "/public/{release_id}/content"),
        *("/brand/{organisation_id}/colour.css", "/brand/{organisation_id}/logo", "/begin/{word}"),
    }
)
"""Where nobody has to be signed in."""


def _told_apart() -> None:
    """What the description of the API says each address is about; the pages are not in it."""
    for router, about in API:
        for route in router.routes:
            if isinstance(route, APIRoute):
                route.tags = [about]
    for router in PAGES:
        for route in router.routes:
            if isinstance(route, APIRoute):
                route.include_in_schema = False


_told_apart()
