export { appendGradients, type GradientOptions, gradient } from "./gradient.ts";
export { hessianVectorProduct } from "./hessian-vector-product.ts";
export { inputJacobian } from "./input-jacobian.ts";
export { unbroadcast, type VjpContext, type VjpRule } from "./vjp-rule.ts";
export { vjpRules } from "./vjp-rules.ts";
