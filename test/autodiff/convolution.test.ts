import { convolutionCases } from "./cases/convolution.ts";
import { checkFamily } from "./check-family.ts";

checkFamily(convolutionCases);
