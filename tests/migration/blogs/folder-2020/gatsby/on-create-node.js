'use strict';

const { createFilePath } = require('gatsby-source-filesystem');

module.exports = ({ node, actions, getNode }) => {
  if (node.internal.type !== 'MarkdownRemark') return;
  const { slug } = node.frontmatter;
  const folder = getNode(node.parent).relativeDirectory;
  const value = slug === undefined ? createFilePath({ node, getNode }) : `/${folder}/${slug}`;
  actions.createNodeField({ node, name: 'slug', value });
};
