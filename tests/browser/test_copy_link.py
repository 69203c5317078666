"""The button that copies the address of a search: there where it works, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
ADDRESS = "/search?q=cancer&year=2025"


def test_the_address_is_copied_and_said_to_be(open_page: OpenPage, server: str) -> None:
    page = open_page(ADDRESS, permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copier le lien")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Lien copié")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == server + ADDRESS
    expect(button).to_be_focused()


def test_a_refusal_is_told(open_page: OpenPage) -> None:
    page = open_page(ADDRESS)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.get_by_role("status").filter(has_text="La copie a échoué")).to_be_visible()


def test_where_nothing_can_be_copied_there_is_no_button(open_page: OpenPage) -> None:
    without = open_page(ADDRESS, java_script_enabled=False)
    expect(without.locator("h1")).to_be_visible()
    expect(without.locator(".copy")).not_to_be_visible()
    page = open_page("/healthz")  # as over http, where browsers have no clipboard
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(ADDRESS)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".copy")).not_to_be_visible()
