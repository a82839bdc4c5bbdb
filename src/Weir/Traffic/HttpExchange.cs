using System.Net;

namespace Weir.Traffic;

/// <summary>One request that <see cref="HttpServer"/> answered.</summary>
/// <param name="From">Who asked.</param>
/// <param name="Method">The method, as it was sent.</param>
/// <param name="Path">The path, as it was sent.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Bytes">Bytes of the answer's body.</param>
internal readonly record struct HttpExchange(EndPoint From, string Method, string Path, int Status, long Bytes);
