export { appendGradients, gradient } from "./gradient.ts";
export { unbroadcast, type VjpContext, type VjpRule } from "./vjp-rule.ts";
export { vjpRules } from "./vjp-rules.ts";
