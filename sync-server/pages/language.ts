/** Which of the two languages a page is written in. */
import type { FastifyRequest } from 'fastify';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** By the link that was pressed (`?lang=en`), else by what the browser prefers; Vietnamese where neither says. */
export function languageOf({ headers, url }: Pick<FastifyRequest, 'headers' | 'url'>): Language {
  const chosen = new URL(url, 'http://localhost').searchParams.get('lang');
  if (chosen === 'vi' || chosen === 'en') return chosen;
  return preferred(headers['accept-language'] ?? '');
}

function preferred(header: string): Language {
  const wishes = header
    .slice(0, 200)
    .split(',')
    .map((wish) => {
      const [tag = '', weight = 'q=1'] = wish.trim().toLowerCase().split(';');
      return {
        language: LANGUAGES.find((each) => tag === each || tag.startsWith(`${each}-`)),
        weight: Number(weight.replace(/^q=/, '')),
      };
    })
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return wishes[0]?.language ?? 'vi';
}

export function otherThan(language: Language): Language {
  return language === 'vi' ? 'en' : 'vi';
}
