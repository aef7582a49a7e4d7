"""Modules of the browser put into one script."""

from __future__ import annotations

import pytest

from trainer.web.bundle import Unbundled, bundle

FILES = {
    "entry": 'import "./side.js";\nimport { one, two as other } from "./leaf.js";\nimport * as all from "./leaf.js";\n'
    "one(other, all);\n",
    "side": 'import { one } from "./leaf.js";\none();\n',
    "leaf": "export const two = 2;\nexport async function one() {}\nexport class Three {}\nfunction own() {}\n",
}


def test_every_module_stands_once_and_after_those_it_imports() -> None:
    made = bundle(FILES.__getitem__, "entry")
    assert [made.count(f'modules["{name}"] = ') for name in FILES] == [1, 1, 1]
    assert made.index('modules["leaf"] =') < made.index('modules["side"] =') < made.index('modules["entry"] =')


def test_what_is_imported_is_what_is_exported() -> None:
    made = bundle(FILES.__getitem__, "entry")
    assert 'const { one, two: other } = modules["leaf"];' in made
    assert 'const all = modules["leaf"];' in made
    assert "return { two, one, Three };" in made
    assert "export" not in made
    assert "import" not in made


@pytest.mark.parametrize(
    "line", ["export let x = 1;", "export { x };", 'import x from "./leaf.js";', "export default 1;"]
)
def test_what_it_does_not_understand_is_refused_by_name(line: str) -> None:
    with pytest.raises(Unbundled, match=r"entry\.js: (?:im|ex)port"):
        bundle({**FILES, "entry": line + "\n"}.__getitem__, "entry")
