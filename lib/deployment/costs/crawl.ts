import { LISTING_PAGE } from '../limits.ts';
import { LEAST_CRAWL_MINUTES } from '../usage.ts';
import type { Use } from './use.ts';

/** What a crawl goes through. */
export interface Crawl {
  /** Lake objects in the collections that changed: a crawl lists all objects of each of them. */
  readonly objects: number;
  /** These collections: a crawl lists each subfolder for itself. */
  readonly folders: number;
}

/** What a crawl that finds changes uses, at least. One that finds none uses nothing. */
export const crawlUse = ({ objects, folders }: Crawl): Use => ({
  glueDpuHour: LEAST_CRAWL_MINUTES / 60,
  // the list of the folders, and of each folder all pages, of which the last one is not full
  s3List: Math.ceil(folders / LISTING_PAGE) + Math.floor(objects / LISTING_PAGE) + folders,
});

/** Crawls in a month, every so many minutes. */
export const crawlsPerMonth = (minutes: number): number => (30 * 24 * 60) / minutes;
