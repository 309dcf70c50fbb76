"""How every HTML page of ours is made from its template; what they share stands in `templates/page.html`."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def page_environment() -> Environment:
    """Jinja with names escaped, a missing value as a fault, and no empty lines left by its own tags."""
    return Environment(
        loader=PackageLoader("samklang.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
