class BankIsBusy(Exception):
    pass


def handler(order, _context):
    if order.get("busy"):
        raise BankIsBusy(order["id"])
    return {"paid": order["total"]}
