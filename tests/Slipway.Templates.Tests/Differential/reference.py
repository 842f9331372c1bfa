"""Renders a file of cases with Debian's Jinja2: reference.py CASES RESULTS."""
import json
import sys
import traceback

from jinja2 import BaseLoader, ChainableUndefined, DebugUndefined, StrictUndefined, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.sandbox import SandboxedEnvironment

UNDEFINED = {"Lenient": Undefined, "Strict": StrictUndefined, "Chainable": ChainableUndefined, "Debug": DebugUndefined}
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
FILE = "template:"


class Templates(BaseLoader):
    def __init__(self, templates):
        self.templates = templates

    def get_source(self, environment, template):
        if template not in self.templates:
            raise TemplateNotFound(template)
        return self.templates[template], FILE + template, lambda: True


def place(error):
    """The template and line that a person would look at: of a syntax error its own, else the innermost one on the stack."""
    if isinstance(error, TemplateSyntaxError):
        return (error.name or "").removeprefix(FILE) or None, error.lineno
    found = (None, None)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(FILE):
            found = (frame.filename.removeprefix(FILE), frame.lineno)
    return found


def render(case):
    try:
        options = dict(case["options"])
        undefined = UNDEFINED[options.pop("undefined")]
        environment = SandboxedEnvironment(loader=Templates(case["templates"]), undefined=undefined, extensions=EXTENSIONS, **options)
        return {"output": environment.get_template("main").render(case["context"])}
    except Exception as error:
        template, line = place(error)
        return {"error": type(error).__name__, "template": template, "line": line, "message": str(error)}


with open(sys.argv[1]) as cases, open(sys.argv[2], "w") as results:
    json.dump([render(case) for case in json.load(cases)], results)
