import os


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello from Slipway, {os.environ.get('NAME', 'world')}\n".encode()]
