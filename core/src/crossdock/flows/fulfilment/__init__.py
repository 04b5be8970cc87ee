"""Orders on their way to warehouse doors: the machines of fulfilment, kept and carried out."""
