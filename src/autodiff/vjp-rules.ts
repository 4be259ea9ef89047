/** @file The rule table: total over the op table, so that a new op does not compile without a decision. */
import type { OpType } from "../graph/index.ts";
import { batchNormalizationRules } from "./rules/batch-normalization.ts";
import { blockedRules } from "./rules/blocked.ts";
import { convolutionRules } from "./rules/convolution.ts";
import { elementwiseRules } from "./rules/elementwise.ts";
import { indexingRules } from "./rules/indexing.ts";
import { layoutRules } from "./rules/layout.ts";
import { poolingRules } from "./rules/pooling.ts";
import { productRules } from "./rules/product.ts";
import { reductionRules } from "./rules/reduction.ts";
import type { VjpRules } from "./vjp-rule.ts";

export const vjpRules: VjpRules<OpType> = {
  ...elementwiseRules,
  ...blockedRules,
  ...productRules,
  ...convolutionRules,
  ...poolingRules,
  ...layoutRules,
  ...indexingRules,
  ...reductionRules,
  ...batchNormalizationRules,
};
