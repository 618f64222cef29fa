import { z } from 'zod';

/** WGS 84 degrees. */
export const Coordinates = z.strictObject({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
});
export type Coordinates = z.infer<typeof Coordinates>;

// Mean radius of the earth, IUGG.
const EARTH_KM = 6371.0088;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in km, the measure of the 50 km rule (SF-65, DF-54). */
export function greatCircleKm(a: Coordinates, b: Coordinates): number {
  const dLat = radians(b.lat - a.lat);
  const dLon = radians(b.lon - a.lon);
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

// A millimetre: what the arithmetic above may lose must not turn 50.0 into more than 50.
const TOLERANCE_KM = 1e-6;

/** At most `limit` km apart, the limit itself included. */
export const isWithinKm = (km: number, limit: number): boolean => km <= limit + TOLERANCE_KM;

/** A distance as people read it: one decimal, and never rounded down onto a limit that it exceeds. */
export function readableKm(km: number, limit = Number.POSITIVE_INFINITY): number {
  const rounded = Math.round(km * 10) / 10;
  return isWithinKm(km, limit) || rounded > limit ? rounded : Math.round((limit + 0.1) * 10) / 10;
}
