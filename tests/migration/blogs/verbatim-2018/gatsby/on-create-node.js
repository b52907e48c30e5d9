'use strict';

const { createFilePath } = require('gatsby-source-filesystem');

// const folder = getNode(node.parent).relativeDirectory;  (tried, given up)
const onCreateNode = ({ node, actions, getNode }) => {
  if (node.internal.type !== 'MarkdownRemark') return;
  const typed = node.frontmatter.slug;
  const value = typeof typed !== 'undefined' ? typed : createFilePath({ node, getNode });
  actions.createNodeField({ node, name: 'slug', value });
};

module.exports = onCreateNode;
