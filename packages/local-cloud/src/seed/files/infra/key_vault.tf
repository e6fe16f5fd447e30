resource "azurerm_key_vault" "vault" {
  name = "kv-${var.name}"
}
