"""What tests of hostile requests and of all routes share."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from flask import Flask

from indexer.settings import Settings
from searchapp import create_app
from tests.paths import REPOSITORY


@pytest.fixture(scope="package")
def service(sample_index: Path, sample_settings: Settings) -> Flask:
    """The service over the sample with all its routes: a theme, documents and previews."""
    site = msgspec.structs.replace(sample_settings.site, theme=str(REPOSITORY / "docs" / "example-theme"))
    app = create_app(msgspec.structs.replace(sample_settings, site=site))
    app.testing = True
    return app
