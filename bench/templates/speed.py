"""The same templates as `Slipway.Bench templates RECORDING`, with Debian's Jinja2: speed.py KOLLA RECORDING ROUNDS."""
import json
import sys
import time

import jinja2.sandbox

sys.path.insert(0, sys.argv[1])
from kolla.template import filters, methods  # noqa: E402

with open(sys.argv[2]) as recording:
    renderings = [one for one in json.load(recording)["renderings"] if one["label"].startswith("debian: ")]


def rendered():
    environment = jinja2.sandbox.SandboxedEnvironment(loader=jinja2.FileSystemLoader(renderings[0]["roots"]))
    environment.filters["customizable"] = filters.customizable
    environment.globals.update(
        debian_package_install=methods.debian_package_install, handle_repos=methods.handle_repos, raise_error=methods.raise_error)
    begun = time.perf_counter()
    for one in renderings:
        environment.get_template(one["name"]).render(one["context"])
    return (time.perf_counter() - begun) * 1000


times = [rendered() for _ in range(int(sys.argv[3]) + 1)]


def shown(name, values):
    values = sorted(values)
    at = lambda part: values[min(len(values) - 1, int(part * len(values)))]
    print(f"{name:<40} median {at(0.5):7.1f} ms   10% {at(0.1):7.1f}   90% {at(0.9):7.1f}   n {len(values)}")


shown("Jinja2, first time", times[:1])
shown("Jinja2, read and rendered again", times[1:])
