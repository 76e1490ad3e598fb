def by_another_tool(number):
    return number + 500


if __name__ == "__main__":
    print(by_another_tool(2))
