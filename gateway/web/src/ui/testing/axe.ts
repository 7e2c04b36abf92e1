import axe from 'axe-core';

/**
 * What axe finds wrong in the document, in words. Colours need a real browser, and what stands in a page by itself (landmarks, a first
 * heading) is the frame's.
 */
export async function violations(root: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(root, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
