namespace Weir.Wire.Http;

/// <summary>One header field (RFC 9110 5).</summary>
/// <param name="Name">Its name as sent.</param>
/// <param name="Value">Its value without the white space around it.</param>
public readonly record struct HttpHeader(string Name, string Value);
