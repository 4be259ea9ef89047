import { productCases } from "./cases/product.ts";
import { checkFamily } from "./check-family.ts";

checkFamily(productCases);
