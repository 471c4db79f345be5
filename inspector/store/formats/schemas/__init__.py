"""The tables of other producers as SQLModel classes, one module a producer: what each column holds, and where that is
written. Reading needs none of them, as SQLModel takes half a second to import; tests make stores by them and hold the
formats to them."""
