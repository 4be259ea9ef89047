"""Writes src/onnx/import/op-versions.ts from the schemas of the package onnx (1.23 for the one there is).

Run: python bench/onnx/op-versions.py > versions.ts, with the operators of the old file; add new ones by name.
"""
import re
import sys
from pathlib import Path

import onnx.defs

TABLE = Path(__file__).parents[2] / "src/onnx/import/op-versions.ts"
KINDS = {1: "f", 2: "i", 3: "s", 4: "t", 5: "g", 6: "fs", 7: "is", 8: "ss"}
LETTERS = {
    "tensor(float)": "f",
    "tensor(double)": "d",
    "tensor(int64)": "l",
    "tensor(int32)": "i",
    "tensor(bool)": "b",
}


def port(parameter, types) -> str:
    allowed = types.get(parameter.type_str, [parameter.type_str])
    letters = "".join(letter for name, letter in LETTERS.items() if name in allowed) or "-"
    option = str(parameter.option)
    return letters + ("?" if "Optional" in option else "*" if "Variadic" in option else "")


def row(schema, first: int) -> str:
    if schema.deprecated and schema.since_version > first:
        return "removed"
    types = {c.type_param_str: c.allowed_type_strs for c in schema.type_constraints}
    inputs = " ".join(port(parameter, types) for parameter in schema.inputs)
    most = "*" if schema.max_output > 1000 else schema.max_output
    outputs = str(most) if schema.min_output == schema.max_output else f"{schema.min_output}-{most}"
    attributes = []
    for name, attribute in sorted(schema.attributes.items()):
        kind = KINDS.get(int(getattr(attribute.type, "value", attribute.type)))
        if kind:
            attributes.append(f"{name}:{kind}{'!' if attribute.required else ''}")
    return f"{inputs} | {outputs} | {' '.join(attributes)}".rstrip()


def main() -> None:
    old = TABLE.read_text()
    names = sorted({*re.findall(r"^  (\w+):\s", old, re.M), *sys.argv[1:]})
    history: dict[str, list] = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        if schema.domain == "":
            history.setdefault(schema.name, []).append(schema)
    print(old[: old.index("= {\n") + 3])
    for name in names:
        versions = sorted(history[name], key=lambda schema: schema.since_version)
        rows, last = [], None
        for schema in versions:
            text = row(schema, versions[0].since_version)
            if text != last:
                rows.append(f"{schema.since_version} | {text}")
            last = text
        body = f'"{rows[0]}"' if len(rows) == 1 else "`\n" + "\n".join(f"    {line}" for line in rows) + "`"
        print(f"  {name}: {body},")
    print("};")


main()
