"""An article: Markdown text and front matter, parsed once, with the line of everything."""

from handouts.article.front_matter import FIELDS, FrontMatter, Picture, Source
from handouts.article.markdown import CONTAINERS, PLACEHOLDER, address_link, parse_inline, parser
from handouts.article.model import Article, Node, nodes
from handouts.article.reading import CLINIC_FACTS, ParsedArticle, is_slug, parse_article

__all__ = [
    "CLINIC_FACTS",
    "CONTAINERS",
    "FIELDS",
    "PLACEHOLDER",
    "Article",
    "FrontMatter",
    "Node",
    "ParsedArticle",
    "Picture",
    "Source",
    "address_link",
    "is_slug",
    "nodes",
    "parse_article",
    "parse_inline",
    "parser",
]
