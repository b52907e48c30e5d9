<?xml version="1.0" encoding="utf-8"?>
<!-- Turns an Atom or RSS feed into an HTML page when it is opened in a browser. Feed readers ignore it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:atom="http://www.w3.org/2005/Atom" exclude-result-prefixes="atom">
<xsl:output method="html" encoding="utf-8" doctype-system="about:legacy-compat"/>

<xsl:template match="/atom:feed">
  <xsl:call-template name="page">
    <xsl:with-param name="lang" select="@xml:lang"/>
    <xsl:with-param name="title" select="atom:title"/>
    <xsl:with-param name="subtitle" select="atom:subtitle"/>
    <xsl:with-param name="home" select="atom:link[@rel='alternate']/@href"/>
    <xsl:with-param name="url" select="atom:link[@rel='self']/@href"/>
    <xsl:with-param name="entries" select="atom:entry"/>
  </xsl:call-template>
</xsl:template>

<xsl:template match="/rss">
  <xsl:call-template name="page">
    <xsl:with-param name="lang" select="channel/language"/>
    <xsl:with-param name="title" select="channel/title"/>
    <xsl:with-param name="subtitle" select="channel/description"/>
    <xsl:with-param name="home" select="channel/link"/>
    <xsl:with-param name="url" select="channel/atom:link[@rel='self']/@href"/>
    <xsl:with-param name="entries" select="channel/item"/>
  </xsl:call-template>
</xsl:template>

<xsl:template name="page">
  <xsl:param name="lang"/>
  <xsl:param name="title"/>
  <xsl:param name="subtitle"/>
  <xsl:param name="home"/>
  <xsl:param name="url"/>
  <xsl:param name="entries"/>
  <html lang="{$lang}">
    <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="robots" content="noindex"/>
      <title><xsl:value-of select="$title"/> · Feed</title>
      <style>
        :root { --paper: #fbfaf7; --ink: #1d1b18; --muted: #615b52; --accent: #9a2a1e; --rule: #e1dcd1; --wash: #f3f0e9; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #16171a; --ink: #e8e5de; --muted: #a7a198; --accent: #f19a86; --rule: #2d2e32; --wash: #1f2024; }
        }
        body { margin: 0 auto; max-width: 39rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
          font: 1.1875rem/1.62 "Source Serif 4", Georgia, "Noto Serif KR", "Noto Serif CJK KR", AppleMyungjo, Batang, serif;
          overflow-wrap: break-word; word-break: keep-all; }
        h1, h2 { line-height: 1.2; font-weight: 600; text-wrap: balance; }
        h1 { margin: 0 0 0.5rem; font-size: 2.125rem; }
        h2 { margin: 0; font-size: 1.25rem; }
        p { margin: 0.5rem 0; }
        a { color: var(--accent); }
        h2 a { color: var(--ink); text-decoration: none; }
        h2 a:hover { text-decoration: underline; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
        .about { margin: 1.5rem 0; padding: 0.75rem 1rem; background: var(--wash); border-left: 3px solid var(--accent); }
        .about, time { font: 0.9375rem/1.5 system-ui, sans-serif; }
        code { font-size: 0.875rem; }
        time, .muted { color: var(--muted); }
        ol { margin: 0; padding: 0; list-style: none; }
        li { padding: 1.25rem 0; border-top: 1px solid var(--rule); }
      </style>
    </head>
    <body>
      <main>
        <h1><a href="{$home}"><xsl:value-of select="$title"/></a></h1>
        <xsl:if test="$subtitle and $subtitle != $title">
          <p class="muted"><xsl:value-of select="$subtitle"/></p>
        </xsl:if>
        <div class="about">
          <p><strong>This is a feed.</strong> A feed reader checks it and shows you new posts. To subscribe, copy this address into your feed reader:</p>
          <p><code><xsl:value-of select="$url"/></code></p>
        </div>
        <ol><xsl:apply-templates select="$entries"/></ol>
      </main>
    </body>
  </html>
</xsl:template>

<xsl:template match="atom:entry">
  <xsl:call-template name="entry">
    <xsl:with-param name="title" select="atom:title"/>
    <xsl:with-param name="url" select="atom:link[@rel='alternate']/@href"/>
    <xsl:with-param name="date" select="substring(atom:published, 1, 10)"/>
    <xsl:with-param name="summary" select="atom:summary"/>
  </xsl:call-template>
</xsl:template>

<xsl:template match="item">
  <xsl:call-template name="entry">
    <xsl:with-param name="title" select="title"/>
    <xsl:with-param name="url" select="link"/>
    <!-- The day in a date such as Fri, 02 Jan 2026 09:30:00 +0900 -->
    <xsl:with-param name="date" select="substring(pubDate, 6, 11)"/>
    <xsl:with-param name="summary" select="description"/>
  </xsl:call-template>
</xsl:template>

<xsl:template name="entry">
  <xsl:param name="title"/>
  <xsl:param name="url"/>
  <xsl:param name="date"/>
  <xsl:param name="summary"/>
  <li lang="{@xml:lang}" dir="auto">
    <time><xsl:value-of select="$date"/></time>
    <h2><a href="{$url}"><xsl:value-of select="$title"/></a></h2>
    <xsl:if test="$summary"><p><xsl:value-of select="$summary"/></p></xsl:if>
  </li>
</xsl:template>
</xsl:stylesheet>
