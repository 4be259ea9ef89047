import { elementwiseCases } from "./cases/elementwise.ts";
import { checkFamily } from "./check-family.ts";

checkFamily(elementwiseCases);
