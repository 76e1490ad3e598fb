def render(text):
    return text + "\n"


def title(text):
    return text.title()
