export { transnasMacro } from "./transnas-macro.ts";
export { type TransnasOptions, transnasMicro } from "./transnas-micro.ts";
