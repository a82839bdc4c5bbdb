namespace Weir.Dashboard.Answers;

/// <summary>Rates of an interface: bits and packets a second; packets dropped and with errors since it was made.</summary>
internal sealed record InterfaceRates(double RxBitRate, double TxBitRate, double RxPacketRate, double TxPacketRate, long Dropped, long Errors);
