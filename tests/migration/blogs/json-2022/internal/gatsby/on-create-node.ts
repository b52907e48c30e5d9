import { GatsbyNode } from "gatsby";
import { createFilePath } from "gatsby-source-filesystem";

const onCreateNode: GatsbyNode["onCreateNode"] = ({ node, actions, getNode }) => {
  const { slug } = node?.frontmatter || {};
  const folder = getNode(node.parent)?.relativeDirectory;
  const value = slug ? ["", folder, slug].join("/") : createFilePath({ node, getNode });
  actions.createNodeField({ node, name: "slug", value });
};

export { onCreateNode };
