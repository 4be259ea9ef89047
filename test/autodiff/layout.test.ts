import { layoutCases } from "./cases/layout.ts";
import { checkFamily } from "./check-family.ts";

checkFamily(layoutCases);
