resource "azurerm_linux_web_app" "app" {
  name = var.name
}
