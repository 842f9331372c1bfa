"""Renders a checkout of templates with its own renderer and Debian's Jinja2, and records what each template was given and gave.

record.py DIR OUTPUT [--context FILE]
"""
import argparse
import json
import os
import re
import sys
import tempfile
import traceback

import jinja2
import yaml

FUNCTIONS = ("builtin_function_or_method", "function", "method")


def plain(value):
    """The value if JSON can carry it; template objects by their name; None for what templates call."""
    return value.name if isinstance(value, jinja2.Template) else value


class Recorder:
    def __init__(self, output):
        self.output = output
        self.renderings = []
        self.repositories = None

    def rendering(self, kind, name, roots, context, render, undefined="Lenient", **more):
        one = {"kind": kind, "name": name, "roots": roots, "undefined": undefined, "context": context, **more}
        try:
            one["output"] = render()
        except Exception as error:
            one["error"] = type(error).__name__
            one["message"] = str(error)[:500]
        self.renderings.append(one)

    def write(self):
        json.dump({"repositories": self.repositories, "renderings": self.renderings}, self.output)


def kolla(directory, recorder):
    """kolla-build --template-only of the checkout, for the deb and the rpm family, each plain and with an override."""
    sys.path.insert(0, directory)
    os.environ.setdefault("PBR_VERSION", "0.0.0")
    from kolla.common import config
    from kolla.image import kolla_worker
    from oslo_config import cfg
    with open(os.path.join(directory, "kolla/template/repos.yaml")) as repositories:
        recorder.repositories = yaml.safe_load(repositories)
    # No container engine is asked for by --template-only.
    kolla_worker.engine.getEngineClient = lambda conf: None
    kolla_worker.engine.getEngineException = lambda conf: RuntimeError
    render = jinja2.Template.render
    for base in ("debian", "ubuntu", "rocky", "centos"):
        for override in ([], overrides(directory)):
            work = tempfile.mkdtemp(prefix="slipway-kolla-")
            conf = cfg.ConfigOpts()
            arguments = ["--template-only", "--work-dir", work, "--base", base]
            for path in override:
                arguments += ["--template-override", path]
            try:
                config.parse(conf, arguments, prog="kolla-build")
            except (SystemExit, cfg.ConfigFileValueError, ValueError) as error:
                print(f"kolla does not know the base {base}: {error}", file=sys.stderr)
                continue

            def recording(template, values, env, base=base, override=override, work=work):
                context = {key: plain(value) for key, value in values.items()}
                context["env"] = dict(env)
                # Jinja's render raises what the recording keeps: kolla goes on with the next image.
                recorder.rendering(
                    "kolla", template.name, [os.path.join(work, "docker")], context, lambda: render(template, values, env=env),
                    label=f"{base}{' with overrides' if override else ''}: {context['image_name']}",
                    templates={template.name: merged(override)} if override else {}, parent=context.pop("parent_template", None))
                return recorder.renderings[-1].get("output", "")
            jinja2.Template.render = recording
            try:
                worker = kolla_worker.KollaWorker(conf)
                worker.setup_working_dir()
                worker.find_dockerfiles()
                worker.docker_build_paths.sort()
                worker.create_dockerfiles()
            finally:
                jinja2.Template.render = render


def overrides(directory):
    """Those of kolla's own tests, and one that sets, appends, removes and overrides blocks."""
    own = os.path.join(directory, "tests/templates/template_overrides.j2")
    made = os.path.join(tempfile.mkdtemp(prefix="slipway-kolla-"), "override.j2")
    with open(made, "w") as file:
        file.write(
            "{% extends parent_template %}\n"
            "{% set base_dnf_packages_append = ['strace'] %}\n{% set base_apt_packages_append = ['strace'] %}\n"
            "{% set horizon_packages_remove = ['gettext'] %}\n{% set nova_base_packages_override = ['iproute'] %}\n"
            "{% set openstack_base_pip_packages_append = ['a-plugin'] %}\n"
            "{% block labels %}{{ super() }}\nLABEL overridden=\"{{ image_name }}\"\n{% endblock %}\n"
            "{% block footer %}{{ super() }}\nRUN echo {{ base_distro }} >/etc/overridden\n{% endblock %}\n"
            "{% block horizon_header %}RUN echo horizon\n{% endblock %}\n")
    return [path for path in (made, own) if os.path.exists(path)]


def merged(paths):
    with open(paths[0]) as file:
        text = file.read()
    for path in paths[1:]:
        with open(path) as file:
            text += re.sub(r".*\{\%.*extends.*\n", "", file.read())
    return text


def ccp(directory, repositories, recorder):
    """As fuel-ccp's build does: strict, a loader for each image's directory, and the files that Dockerfiles ask to be rendered."""
    defaults = {"images": {"namespace": "ccp", "tag": "latest", "base_distro": "debian", "base_tag": "jessie", "base_images": ["base"],
                           "maintainer": "MOS Microservices <mos-microservices@example.com>", "image_specs": {}},
                "sources": {}, "versions": {}, "url": {}}
    for repository in repositories:
        path = os.path.join(repository, "service/files/defaults.yaml")
        if os.path.exists(path):
            with open(path) as file:
                for document in yaml.safe_load_all(re.sub(r"^--- *!include[^\n]*$", "---", file.read(), flags=re.M)):
                    merge(defaults, document or {})
    context = {**defaults["images"], **defaults["versions"], "url": defaults["url"]}
    for repository in repositories:
        for root, directories, files in os.walk(repository):
            directories.sort()
            if "Dockerfile.j2" in files:
                render_ccp_image(root, directory, context, sorted(defaults["sources"]), recorder)


def merge(into, other):
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict) and key != "sources":
            merge(into[key], value)
        elif key == "sources":
            into.setdefault(key, {}).update(value)
        else:
            into[key] = value


def render_ccp_image(root, directory, context, sources, recorder):
    parents, files = [], []

    def image_spec(name):
        if parents:
            raise RuntimeError("You can use image_spec only once in FROM line")
        parents.append(name)
        return "{}/{}:{}".format(context["namespace"], name, context["tag"])

    def copy_sources(source, target):
        if source not in sources:
            raise ValueError("No such source: %s" % source)
        return "COPY %s %s" % (source, target)

    def render(name):
        files.append(name)
        return name[:-3] if name.endswith(".j2") else name + ".rendered"

    def raise_exception(message):
        raise AssertionError(message)

    def one(name, functions):
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(root), undefined=jinja2.StrictUndefined)
        environment.filters["host"] = lambda url: jinja_host(url)
        environment.filters["gethostbyname"] = lambda host: host
        environment.globals.update(functions, raise_exception=raise_exception)
        recorder.rendering("ccp", name, [root], context, lambda: environment.get_template(name).render(context), "Strict",
                           sources=sources, label=os.path.join(os.path.relpath(root, directory), name))

    one("Dockerfile.j2", {"image_spec": image_spec, "copy_sources": copy_sources, "render": render})
    for name in files:
        one(name, {})


def jinja_host(url):
    from urllib.parse import urlsplit
    return urlsplit(url).netloc


def any_tree(directory, context, recorder):
    """Plain Jinja2: every file whose name ends in .j2 or .jinja, by its path from the directory."""
    environment = jinja2.sandbox.SandboxedEnvironment(loader=jinja2.FileSystemLoader(directory), extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for root, directories, files in os.walk(directory):
        directories[:] = sorted(name for name in directories if name != ".git")
        for file in sorted(files):
            if file.endswith((".j2", ".jinja", ".jinja2")):
                name = os.path.relpath(os.path.join(root, file), directory)
                recorder.rendering("plain", name, [directory], context, lambda: environment.get_template(name).render(context), label=name)


def component_repositories(directory):
    candidates = [directory] + sorted(entry.path for entry in os.scandir(directory) if entry.is_dir())
    return [path for path in candidates if os.path.isdir(os.path.join(path, "docker")) and os.path.isdir(os.path.join(path, "service"))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("output")
    parser.add_argument("--context")
    options = parser.parse_args()
    directory = os.path.realpath(options.directory)
    with open(options.output, "w") as output:
        recorder = Recorder(output)
        if options.context:
            with open(options.context) as file:
                any_tree(directory, yaml.safe_load(file) or {}, recorder)
        elif os.path.exists(os.path.join(directory, "kolla/image/kolla_worker.py")):
            kolla(directory, recorder)
        elif component_repositories(directory):
            ccp(directory, component_repositories(directory), recorder)
        else:
            any_tree(directory, {}, recorder)
        recorder.write()


if __name__ == "__main__":
    import jinja2.sandbox
    try:
        main()
    except Exception:
        traceback.print_exc()
        sys.exit(70)
