export type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";
