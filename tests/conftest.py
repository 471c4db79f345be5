"""What every test has: no display, folders of its own, and property tests without deadlines."""

import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from hypothesis import settings

# A deadline would be a wall-clock assertion; the database would leave a folder in the checkout.
settings.register_profile("inspector", deadline=None, database=None)
settings.load_profile("inspector")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, consents and caches of this test alone, also in the programs it starts; the folder that holds them."""
    folder = tmp_path_factory.mktemp("own")
    for variable in ("INSPECTOR_CONFIG_DIR", "INSPECTOR_DATA_DIR", "INSPECTOR_CACHE_DIR"):
        monkeypatch.setenv(variable, str(folder / variable.lower()))
    return folder
