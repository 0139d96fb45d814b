"""The issuer: whoever gives a person a colour and makes their passes."""
