import { poolingCases } from "./cases/pooling.ts";
import { checkFamily } from "./check-family.ts";

checkFamily(poolingCases);
